\set from random(1, :customers)
\set to :customers + 1
