/** What may I replace? Interfaces for extensions, found by type name as given beans or as ServiceLoader providers. */
@NullMarked
package io.rota.spi;

import org.jspecify.annotations.NullMarked;
