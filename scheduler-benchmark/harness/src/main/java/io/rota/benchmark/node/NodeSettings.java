package io.rota.benchmark.node;

/**
 * Where a contender finds what it needs.
 *
 * @param registry {@code host:port} of a ZooKeeper server, or a JDBC URL; contenders that agree with nobody ignore it
 * @param namespace keeps one run of the benchmark apart from the others
 * @param sessionMillis how long the registry keeps a session that it does not hear of
 * @param traceUrl JDBC URL of a database that events are written to, empty for none
 */
public record NodeSettings(String registry, String namespace, int sessionMillis, String traceUrl) {

    public boolean isDatabase() {
        return registry.startsWith("jdbc:");
    }
}
