/** How do I keep a late run from writing? A check of the fencing token inside a database transaction. */
@NullMarked
package io.rota.fencing;

import org.jspecify.annotations.NullMarked;
