/** Where are the events kept? In two tables of a relational database. */
@NullMarked
package io.rota.tracing.rdb;

import org.jspecify.annotations.NullMarked;
