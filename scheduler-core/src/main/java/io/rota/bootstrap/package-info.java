/** How do I start it? Bootstraps for scheduled and one-off jobs, and the scheduler that they share. */
@NullMarked
package io.rota.bootstrap;

import org.jspecify.annotations.NullMarked;
