/** What can be seen from outside? Meters and observations of runs, where Micrometer is there. */
@NullMarked
package io.rota.autoconfigure.observability;

import org.jspecify.annotations.NullMarked;
