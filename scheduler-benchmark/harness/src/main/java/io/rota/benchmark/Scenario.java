package io.rota.benchmark;

/** One question that the benchmark asks of its contestants. */
interface Scenario {

    /** One word; results bear it. */
    String name();

    void carryOut(Bench bench) throws InterruptedException;
}
