/** The inner pieces of Rota, timed one by one. */
@NullMarked
package io.rota.benchmark.pieces;

import org.jspecify.annotations.NullMarked;
