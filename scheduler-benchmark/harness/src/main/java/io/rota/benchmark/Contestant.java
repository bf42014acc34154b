package io.rota.benchmark;

/** Who is compared. */
enum Contestant {
    ROTA("Rota", "rota", "io.rota.benchmark.rota.RotaContender", Registry.ZOOKEEPER),
    ROTA_POSTGRES("Rota on PostgreSQL", "rota", "io.rota.benchmark.rota.RotaContender", Registry.POSTGRES),
    ROTA_MARIADB("Rota on MariaDB", "rota", "io.rota.benchmark.rota.RotaContender", Registry.MARIADB),
    ELASTICJOB(
            "ElasticJob-Lite 3.0.4",
            "elasticjob",
            "io.rota.benchmark.elasticjob.ElasticJobContender",
            Registry.ZOOKEEPER),
    QUARTZ("Quartz, in memory", "peers", "io.rota.benchmark.peers.QuartzContender", Registry.NONE),
    DB_SCHEDULER("db-scheduler, H2", "peers", "io.rota.benchmark.peers.DbSchedulerContender", Registry.NONE),
    SPRING("Spring @Scheduled", "peers", "io.rota.benchmark.peers.SpringContender", Registry.NONE);

    /** Where a contestant's processes agree. */
    enum Registry {
        ZOOKEEPER,
        POSTGRES,
        MARIADB,
        NONE
    }

    final String label;
    final String module;
    final String className;
    final Registry registry;

    Contestant(String label, String module, String className, Registry registry) {
        this.label = label;
        this.module = module;
        this.className = className;
        this.registry = registry;
    }
}
