/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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

    /** Whether its processes agree through a registry of their own. */
    boolean isCluster() {
        return registry != Registry.NONE;
    }
}
