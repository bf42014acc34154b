/** What does the tree look like now? The dump port: who may ask what, how it is read, and what is left out. */
@NullMarked
package io.rota.internal.dump;

import org.jspecify.annotations.NullMarked;
