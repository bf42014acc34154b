/** The story: all jobs of one scheduler, and the state machine of each. Everything here runs on the loop. */
@NullMarked
package io.rota.internal.engine;

import org.jspecify.annotations.NullMarked;
