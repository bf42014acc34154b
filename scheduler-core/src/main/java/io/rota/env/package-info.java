/** What is not deterministic? Clocks, the event loop, threads and random ids; nothing else in the house touches them. */
@NullMarked
package io.rota.env;

import org.jspecify.annotations.NullMarked;
