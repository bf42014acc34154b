/** When is the next fire, for all jobs? One timer, schedules, and what to do about fires whose moment has passed. */
@NullMarked
package io.rota.internal.trigger;

import org.jspecify.annotations.NullMarked;
