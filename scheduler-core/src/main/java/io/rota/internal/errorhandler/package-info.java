/** Who is told about a failed run? */
@NullMarked
package io.rota.internal.errorhandler;

import org.jspecify.annotations.NullMarked;
