/** Run it: items on the job's threads, and how many at the same time. */
@NullMarked
package io.rota.internal.execution;

import org.jspecify.annotations.NullMarked;
