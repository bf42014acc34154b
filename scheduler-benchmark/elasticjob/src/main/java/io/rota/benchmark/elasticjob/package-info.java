/** ElasticJob-Lite as a contender. */
@NullMarked
package io.rota.benchmark.elasticjob;

import org.jspecify.annotations.NullMarked;
