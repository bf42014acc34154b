CREATE TABLE rota_fence (
    name  VARCHAR(200) NOT NULL PRIMARY KEY,
    token BIGINT       NOT NULL
);
