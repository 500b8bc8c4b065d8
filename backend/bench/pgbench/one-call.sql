\set amount random(1, 100)
\set key random(1, 9000000000000000000)
SELECT bench_transfer(:from, :to, :amount, 'bench-' || :key);
