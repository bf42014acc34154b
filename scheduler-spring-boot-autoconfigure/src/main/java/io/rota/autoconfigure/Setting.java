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
package io.rota.autoconfigure;

import io.rota.api.SecretKeys;
import io.rota.api.SecretTexts;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * One key of the configuration, for messages.
 *
 * @param key in full
 * @param value null if nothing is written
 * @param origin where the value is written, or what misses it; null if unknown
 */
record Setting(String key, @Nullable Object value, @Nullable Origin origin) {

    static Setting of(ConfigurationProperty property) {
        return new Setting(property.getName().toString(), property.getValue(), property.getOrigin());
    }

    /** The key as the environment has it, without a value if it does not have it. */
    static Setting find(Environment environment, String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return of(property);
            }
        }
        return new Setting(key, null, null);
    }

    /** Key, value, origin and what is wrong, one per line; what looks secret is left out. */
    String describe(String reason) {
        StringBuilder text = new StringBuilder();
        line(text, "Property", key);
        if (value != null) {
            line(
                    text,
                    "Value",
                    SecretKeys.isSecret(key) ? "(not shown)" : "\"" + SecretTexts.hidden(value.toString()) + "\"");
        }
        if (origin != null) {
            line(text, "Origin", origin.toString());
        }
        line(text, "Reason", reason);
        return text.toString();
    }

    /** The key and where it is written, in one line. */
    String place() {
        return origin == null ? key : key + " (" + origin + ")";
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(text.isEmpty() ? "    " : "%n    ".formatted())
                .append(label)
                .append(": ")
                .append(value);
    }
}
