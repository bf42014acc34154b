/** One backend: the memory of this process, for a single instance, tests and trying things out. */
@NullMarked
package io.rota.registry.memory;

import org.jspecify.annotations.NullMarked;
