/** Where is it kept? Every node path in one file, what the nodes say, and reading them. */
@NullMarked
package io.rota.internal.state;

import org.jspecify.annotations.NullMarked;
