\set from random(1, :customers)
\set distance random(1, :customers - 1)
\set to 1 + (:from + :distance - 1) % :customers
