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

import io.rota.autoconfigure.ElasticJobProperties.UnknownKeys;
import io.rota.autoconfigure.KnownKeys.Unknown;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/** Looks for keys below {@code elasticjob} that mean nothing; the environment of the process is exempt. */
final class KeyCheck {

    private static final Logger log = LoggerFactory.getLogger(KeyCheck.class);

    static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("elasticjob");

    private final UnknownKeys reaction;
    private final Set<String> reported = new LinkedHashSet<>();

    KeyCheck(UnknownKeys reaction) {
        this.reaction = reaction;
    }

    /**
     * Checks all keys.
     *
     * @throws UnknownKeyException at the first unknown key, unless they are to be logged
     */
    void check(List<ConfigurationPropertySource> sources) {
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable && JobNames.isChecked(source)) {
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .forEach(name -> KnownKeys.ALL
                                .unknownIn(name, ROOT.getNumberOfElements())
                                .ifPresent(unknown -> unknown(source, name, unknown)));
            }
        }
    }

    private void unknown(ConfigurationPropertySource source, ConfigurationPropertyName name, Unknown unknown) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        Setting setting = new Setting(text(name), null, property == null ? null : property.getOrigin());
        String word = name.getElement(unknown.element(), Form.ORIGINAL);
        UnknownKeyException problem = new UnknownKeyException(
                setting,
                word,
                Spelling.closest(word, unknown.known())
                        .map(meant -> text(name.chop(unknown.element())) + "." + meant)
                        .orElse(null));
        if (reaction == UnknownKeys.FAIL) {
            throw problem;
        }
        if (reported.add(setting.key())) {
            log.warn("Ignored {}: {}", setting.place(), problem.getMessage());
        }
    }

    /** A name with the case and the characters that it was written with. */
    private static String text(ConfigurationPropertyName name) {
        StringBuilder text = new StringBuilder();
        for (int element = 0; element < name.getNumberOfElements(); element++) {
            String word = name.getElement(element, Form.ORIGINAL);
            if (word.matches("\\w[\\w-]*")) {
                text.append(text.isEmpty() ? "" : ".").append(word);
            } else {
                text.append('[').append(word).append(']');
            }
        }
        return text.toString();
    }
}
