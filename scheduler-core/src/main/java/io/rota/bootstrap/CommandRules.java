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
package io.rota.bootstrap;

import java.util.Set;

/**
 * What jobs without a class may run and ask, and who may say so.
 *
 * @param fromRegistry whether the definition in the registry may change which programs are run, which addresses are asked
 *     and where failures are sent; otherwise only this process's configuration says so
 * @param httpAllowedHosts hosts that HTTP jobs may ask, or {@code host:port}; empty for all
 */
public record CommandRules(boolean fromRegistry, Set<String> httpAllowedHosts) {

    public CommandRules {
        httpAllowedHosts = Set.copyOf(httpAllowedHosts);
    }

    /** Only this process's configuration, and all hosts that it names. */
    public static CommandRules defaults() {
        return new CommandRules(false, Set.of());
    }
}
