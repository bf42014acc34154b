/** The scheduler in Spring Boot: {@code elasticjob.*} properties to beans, their start and their stop. */
@NullMarked
package io.rota.autoconfigure;

import org.jspecify.annotations.NullMarked;
