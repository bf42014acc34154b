package io.rota.benchmark.node;

/**
 * A job of the benchmark.
 *
 * @param number from 0; its name is made of it
 * @param items how many items it is divided into
 * @param cron Quartz syntax, empty if it runs when it is called
 * @param monitorExecution whether each run is recorded in the registry
 * @param failover whether the work of a dead process is done by another one
 * @param bodyMillis how long an item takes
 */
public record JobSpec(
        int number, int items, String cron, boolean monitorExecution, boolean failover, long bodyMillis) {

    public String name() {
        return "job-" + number;
    }
}
