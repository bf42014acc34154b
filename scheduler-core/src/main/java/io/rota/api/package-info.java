/** What do I write? Job interfaces, their context, the job's configuration and all of its validation. */
@NullMarked
package io.rota.api;

import org.jspecify.annotations.NullMarked;
