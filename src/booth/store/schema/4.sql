-- The last workshop is the one that began last. A log that was merged holds them in another order.
CREATE INDEX workshop_started ON workshop (started);
