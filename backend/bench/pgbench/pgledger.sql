\set amount random(1, 100)
SELECT * FROM pgledger_create_transfer('account-' || :from, 'account-' || :to, :amount);
