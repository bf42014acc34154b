-- Run by every instance at its start, maybe by several at the same moment. H2 makes a table with all that is inside its
-- parentheses at once, and leaves one that exists alone; so the indexes are in there as well, as unique constraints.

CREATE TABLE IF NOT EXISTS regions (
    name          VARCHAR(40) PRIMARY KEY,
    -- The largest fencing token that settled orders of the region.
    fencing_token BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS orders (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region       VARCHAR(40) NOT NULL REFERENCES regions,
    amount_cents BIGINT NOT NULL,
    received_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    -- The run that settled it, null while it is open.
    settled_by   VARCHAR(200),
    -- Null until it has been shipped.
    shipped_at   TIMESTAMP WITH TIME ZONE,
    UNIQUE (region, settled_by, id),
    UNIQUE (region, shipped_at, id)
);

CREATE TABLE IF NOT EXISTS runs (
    -- One row per item and fire, however often they are attempted.
    idempotency_key VARCHAR(200) PRIMARY KEY,
    job             VARCHAR(100) NOT NULL,
    item            INT NOT NULL,
    region          VARCHAR(40) NOT NULL,
    instance        VARCHAR(200) NOT NULL,
    fire            TIMESTAMP WITH TIME ZONE NOT NULL,
    attempt         INT NOT NULL,
    fencing_token   BIGINT NOT NULL,
    orders_settled  INT NOT NULL,
    duration_millis BIGINT NOT NULL,
    UNIQUE (fire, job, item)
);

CREATE TABLE IF NOT EXISTS reports (
    requested     TIMESTAMP WITH TIME ZONE NOT NULL,
    region        VARCHAR(40) NOT NULL REFERENCES regions,
    open_orders   BIGINT NOT NULL,
    settled       BIGINT NOT NULL,
    settled_cents BIGINT NOT NULL,
    instance      VARCHAR(200) NOT NULL,
    PRIMARY KEY (requested, region)
);
