/** Who is alive, who should try? The lease, taking part in a job, leadership, and dividing items among instances. */
@NullMarked
package io.rota.internal.cluster;

import org.jspecify.annotations.NullMarked;
