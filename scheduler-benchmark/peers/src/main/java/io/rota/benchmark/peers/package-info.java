/** Schedulers of one process, and one that agrees through a table. */
@NullMarked
package io.rota.benchmark.peers;

import org.jspecify.annotations.NullMarked;
