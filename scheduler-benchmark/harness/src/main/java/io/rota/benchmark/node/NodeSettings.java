/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.benchmark.node;

/**
 * Where a contender finds what it needs.
 *
 * @param registry {@code host:port} of a ZooKeeper server, or a JDBC URL; contenders that agree with nobody ignore it
 * @param namespace keeps one run of the benchmark apart from the others
 * @param sessionMillis how long the registry keeps a session that it does not hear of
 * @param traceUrl JDBC URL of a database that events are written to, empty for none
 */
public record NodeSettings(String registry, String namespace, int sessionMillis, String traceUrl) {

    public boolean isDatabase() {
        return registry.startsWith("jdbc:");
    }
}
