/** What happened? Events of runs, and the queue that keeps them off the jobs' path. */
@NullMarked
package io.rota.tracing;

import org.jspecify.annotations.NullMarked;
