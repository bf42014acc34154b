package io.rota.benchmark.peers;

/** The same number of threads for each of them; it is what Quartz has by itself. */
final class Threads {

    static final int COUNT = 10;

    private Threads() {}
}
