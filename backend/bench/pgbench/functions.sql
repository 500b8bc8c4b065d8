-- What the scripts beside this file call.

-- A customer's user id, as the benchmark gave it.
CREATE FUNCTION bench_user(account bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(account), 12, '0'))::uuid $$;

-- The whole transfer in one call.
CREATE FUNCTION bench_transfer(payer bigint, payee bigint, cents bigint, key text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  transfer uuid;
  payer_balance bigint;
  payer_seq bigint;
  payee_balance bigint;
  payee_seq bigint;
BEGIN
  PERFORM FROM ledger_accounts WHERE id IN (payer, payee) ORDER BY id FOR NO KEY UPDATE;
  SELECT id INTO transfer FROM transfers WHERE initiated_by = bench_user(payer) AND idempotency_key = key;
  IF FOUND THEN
    RETURN transfer;
  END IF;
  UPDATE ledger_accounts SET balance = balance - cents, seq = seq + 1 WHERE id = payer
    RETURNING balance, seq INTO payer_balance, payer_seq;
  UPDATE ledger_accounts SET balance = balance + cents, seq = seq + 1 WHERE id = payee
    RETURNING balance, seq INTO payee_balance, payee_seq;
  INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency, initiated_by,
      idempotency_key, request_hash, created_at)
    VALUES (bench_id(), 'payment', payer, payer_seq, payee, payee_seq, cents, 'EUR', bench_user(payer), key, '\x00', now())
    RETURNING id INTO transfer;
  INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at)
    VALUES (payer, payer_seq, transfer, -cents, payer_balance, now()), (payee, payee_seq, transfer, cents, payee_balance, now());
  RETURN transfer;
END $$;
