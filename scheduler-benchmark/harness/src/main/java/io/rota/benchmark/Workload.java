package io.rota.benchmark;

/** Jobs that are alike. */
record Workload(int from, int jobs, int items, String cron, boolean monitorExecution, boolean failover, long bodyMillis) {

    static final String EACH_SECOND = "* * * * * ?";
    // New Year's night.
    static final String HARDLY_EVER = "0 0 0 1 1 ?";

    static Workload of(int jobs, int items, String cron) {
        return new Workload(0, jobs, items, cron, true, false, 0);
    }

    Workload numberedFrom(int number) {
        return new Workload(number, jobs, items, cron, monitorExecution, failover, bodyMillis);
    }

    Workload monitored(boolean on) {
        return new Workload(from, jobs, items, cron, on, failover, bodyMillis);
    }

    Workload withFailover() {
        return new Workload(from, jobs, items, cron, monitorExecution, true, bodyMillis);
    }

    Workload lasting(long millis) {
        return new Workload(from, jobs, items, cron, monitorExecution, failover, millis);
    }

    /** How many runs there are for one fire of all of them. */
    int runs() {
        return jobs * items;
    }

    String words() {
        return " from=" + from + " jobs=" + jobs + " items=" + items + " cron=" + cron.replace(' ', '_') + " monitor="
                + monitorExecution + " failover=" + failover + " body=" + bodyMillis;
    }

    @Override
    public String toString() {
        return jobs + " x " + items;
    }
}
