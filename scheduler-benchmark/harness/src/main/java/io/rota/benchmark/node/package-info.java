/** What runs in a contender's own JVM: it does as it is told, counts what it holds, and writes down each run. */
@NullMarked
package io.rota.benchmark.node;

import org.jspecify.annotations.NullMarked;
