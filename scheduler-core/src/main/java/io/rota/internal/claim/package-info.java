/** May I run this one? Claims on fires, their ends, and what a dead owner left behind. */
@NullMarked
package io.rota.internal.claim;

import org.jspecify.annotations.NullMarked;
