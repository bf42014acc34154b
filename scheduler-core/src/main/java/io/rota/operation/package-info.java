/** What may an operator do? Reads and writes the jobs' trees; the instances notice. */
@NullMarked
package io.rota.operation;

import org.jspecify.annotations.NullMarked;
