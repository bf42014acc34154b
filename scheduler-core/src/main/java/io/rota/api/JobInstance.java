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
package io.rota.api;

/**
 * One process taking part in a job.
 *
 * @param id unique per process start and session: {@code <ip>@-@<process>-<incarnation>}
 * @param serverIp the address before {@code @-@}
 */
public record JobInstance(String id, String serverIp) {

    /** Separates the address from the rest of an id. */
    public static final String DELIMITER = "@-@";

    /**
     * Whether the id is one that this product gives: it says of which session it is. ElasticJob-Lite's ids say no more than
     * address and process.
     */
    public boolean isOwn() {
        return id.contains(DELIMITER) && id.indexOf('-', id.indexOf(DELIMITER) + DELIMITER.length()) > 0;
    }

    /** The instance that an id names; an id without the delimiter is taken as an address. */
    public static JobInstance of(String id) {
        int delimiter = id.indexOf(DELIMITER);
        return new JobInstance(id, delimiter < 0 ? id : id.substring(0, delimiter));
    }
}
