/** The ZooKeeper server of all contenders. */
@NullMarked
package io.rota.benchmark.server;

import org.jspecify.annotations.NullMarked;
