/** Rota as a contender. */
@NullMarked
package io.rota.benchmark.rota;

import org.jspecify.annotations.NullMarked;
