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

import io.rota.api.JobConfiguration;
import io.rota.api.SecretKeys;
import io.rota.api.SecretTexts;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/*
 * Whoever can write to the registry can write a job's definition. If that could say which program runs, which address is
 * asked and who gets the failures, the registry would be a way into every instance. So these properties come from each
 * instance's own configuration; what the registry has of them is for people to read. Secrets do not get there at all.
 */
/** Which further properties of a job are kept where. */
public final class LocalProps {

    private static final List<String> COMMANDS_AND_ADDRESSES =
            List.of("script.", "http.", "email.", "wechat.", "dingtalk.");

    private LocalProps() {}

    /** A definition as the registry may have it: without secrets. */
    public static JobConfiguration published(JobConfiguration local) {
        Map<String, String> props = new TreeMap<>(local.getProps());
        return props.entrySet().removeIf(prop -> isSecret(prop.getKey(), prop.getValue()))
                ? local.toBuilder().props(props).build()
                : local;
    }

    /**
     * The definition to work with: the registry's, with the properties that must not come from there.
     *
     * @param commandsFromRegistry whether commands and addresses may; what the registry does not have is local all the same
     */
    public static JobConfiguration inForce(
            JobConfiguration registered, JobConfiguration local, boolean commandsFromRegistry) {
        Map<String, String> props = new TreeMap<>(registered.getProps());
        if (!commandsFromRegistry) {
            props.keySet().removeIf(LocalProps::isLocal);
        }
        local.getProps().forEach((key, value) -> {
            if (isLocal(key) || SecretTexts.isIn(value)) {
                props.putIfAbsent(key, value);
            }
        });
        return props.equals(registered.getProps())
                ? registered
                : registered.toBuilder().props(props).build();
    }

    /** The keys that the registry has another value of than the definition in force. */
    public static SortedSet<String> overruled(JobConfiguration registered, JobConfiguration inForce) {
        SortedSet<String> keys = new TreeSet<>();
        registered.getProps().forEach((key, value) -> {
            if (!value.equals(inForce.getProps().get(key))) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static boolean isSecret(String key, String value) {
        return SecretKeys.isSecret(key) || SecretTexts.isIn(value);
    }

    private static boolean isLocal(String key) {
        return COMMANDS_AND_ADDRESSES.stream().anyMatch(key::startsWith) || SecretKeys.isSecret(key);
    }
}
