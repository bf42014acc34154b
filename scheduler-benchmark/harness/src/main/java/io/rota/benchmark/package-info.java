/** The benchmark: starts servers and contenders in JVMs of their own, carries out the scenarios, writes the report. */
@NullMarked
package io.rota.benchmark;

import org.jspecify.annotations.NullMarked;
