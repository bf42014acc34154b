/** What can the cluster agree on, kept in the tables of a database? The only package that knows SQL for the registry. */
@NullMarked
package io.rota.registry.jdbc;

import org.jspecify.annotations.NullMarked;
