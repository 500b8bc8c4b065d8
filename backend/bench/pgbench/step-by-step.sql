\set amount random(1, 100)
\set key random(1, 9000000000000000000)
BEGIN;
SELECT id, balance, seq FROM ledger_accounts WHERE id IN (:from, :to) ORDER BY id FOR NO KEY UPDATE;
SELECT id FROM transfers WHERE initiated_by = bench_user(:from) AND idempotency_key = 'bench-' || :key;
UPDATE ledger_accounts SET balance = balance - :amount, seq = seq + 1 WHERE id = :from RETURNING balance AS from_balance, seq AS from_seq \gset
UPDATE ledger_accounts SET balance = balance + :amount, seq = seq + 1 WHERE id = :to RETURNING balance AS to_balance, seq AS to_seq \gset
INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency, initiated_by, idempotency_key, request_hash, created_at) VALUES (bench_id(), 'payment', :from, :from_seq, :to, :to_seq, :amount, 'EUR', bench_user(:from), 'bench-' || :key, '\x00', now()) RETURNING id AS transfer \gset
INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at) VALUES (:from::bigint, :from_seq::bigint, :transfer::uuid, -:amount::bigint, :from_balance::bigint, now()), (:to::bigint, :to_seq::bigint, :transfer::uuid, :amount::bigint, :to_balance::bigint, now());
COMMIT;
