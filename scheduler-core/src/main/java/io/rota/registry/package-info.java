/** What can the cluster agree on? A tree of small texts, changed by transactions, watched, and held by sessions. */
@NullMarked
package io.rota.registry;

import org.jspecify.annotations.NullMarked;
