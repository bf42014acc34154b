/** What can the cluster agree on, kept in ZooKeeper? The only package that knows Curator and ZooKeeper. */
@NullMarked
package io.rota.registry.zookeeper;

import org.jspecify.annotations.NullMarked;
