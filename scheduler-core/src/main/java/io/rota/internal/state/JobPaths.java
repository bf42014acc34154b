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
package io.rota.internal.state;

import java.util.List;
import java.util.OptionalInt;

/**
 * Every node of one job. All but {@code settings}, {@code execution} and {@code requests} are the nodes of
 * ElasticJob-Lite 3.0.4, where operation tools look for them.
 *
 * <pre>
 * /job                         class or type that owns the name
 *   config                     the definition, YAML
 *   settings                   the rest of the definition, which ElasticJob-Lite does not know
 *   servers/{ip}               ENABLED or DISABLED
 *   instances/{id}             ephemeral: a live instance
 *   leader/election/instance   ephemeral: the id of the instance that assigns items
 *   sharding/{item}/instance   the id of the instance that should try the item; a hint
 *   sharding/{item}/running    ephemeral: the item runs, for people and tools
 *   sharding/{item}/disabled   the item is not run; only whether it exists counts
 *   sharding/{item}/execution  the execution record, the only thing that allows a run
 *   trigger/{id}               asks an instance to run its items once; it makes a request of it
 *   requests                   the largest fire ever requested
 *     {fire}                   a requested fire of all items
 *     {fire}-part              a requested fire of the items that its text names
 *       {item}                 the outcome of an item
 * </pre>
 *
 * @param job the job's name
 */
public record JobPaths(String job) {

    private static final String SHARDING = "/sharding/";

    public String root() {
        return "/" + job;
    }

    public String config() {
        return root() + "/config";
    }

    public String settings() {
        return root() + "/settings";
    }

    public String servers() {
        return root() + "/servers";
    }

    public String server(String ip) {
        return servers() + "/" + ip;
    }

    public String instances() {
        return root() + "/instances";
    }

    public String instance(String id) {
        return instances() + "/" + id;
    }

    public String leader() {
        return root() + "/leader/election/instance";
    }

    public String sharding() {
        return root() + "/sharding";
    }

    public String item(int item) {
        return root() + SHARDING + item;
    }

    public String itemInstance(int item) {
        return item(item) + "/instance";
    }

    public String itemRunning(int item) {
        return item(item) + "/running";
    }

    public String itemDisabled(int item) {
        return item(item) + "/disabled";
    }

    public String itemExecution(int item) {
        return item(item) + "/execution";
    }

    public String triggers() {
        return root() + "/trigger";
    }

    public String trigger(String instanceId) {
        return triggers() + "/" + instanceId;
    }

    public String guarantee() {
        return root() + "/guarantee";
    }

    public String guaranteeStarted() {
        return guarantee() + "/started";
    }

    public String guaranteeCompleted() {
        return guarantee() + "/completed";
    }

    public String requests() {
        return root() + "/requests";
    }

    /**
     * @param name {@link Request#name}
     */
    public String request(String name) {
        return requests() + "/" + name;
    }

    public String requestOutcome(String name, int item) {
        return request(name) + "/" + item;
    }

    /** The nodes that must exist before an instance can join, parents first. */
    public List<String> skeleton() {
        return List.of(
                root(),
                config(),
                settings(),
                servers(),
                instances(),
                root() + "/leader",
                root() + "/leader/election",
                sharding(),
                triggers(),
                requests());
    }

    /** The item whose execution record a path is. */
    public OptionalInt itemOfExecution(String path) {
        return itemOf(path, "/execution");
    }

    /** The item that a path disables. */
    public OptionalInt itemOfDisabled(String path) {
        return itemOf(path, "/disabled");
    }

    private OptionalInt itemOf(String path, String suffix) {
        String prefix = root() + SHARDING;
        // The two must not overlap: somebody may have made a node called execution beside the items.
        if (!path.startsWith(prefix) || !path.endsWith(suffix) || path.length() < prefix.length() + suffix.length()) {
            return OptionalInt.empty();
        }
        return itemNumber(path.substring(prefix.length(), path.length() - suffix.length()));
    }

    /** Reads an item's node name; empty if it is not a number, whoever wrote it. */
    public static OptionalInt itemNumber(String name) {
        return name.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(name)) : OptionalInt.empty();
    }
}
