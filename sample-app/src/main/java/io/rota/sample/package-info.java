/** An order-settlement service whose jobs run on any number of instances. */
@NullMarked
package io.rota.sample;

import org.jspecify.annotations.NullMarked;
