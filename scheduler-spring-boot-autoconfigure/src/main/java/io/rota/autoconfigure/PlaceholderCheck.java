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

import java.util.Collection;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;
import org.springframework.util.PlaceholderResolutionException;

/** Finds values that refer to properties that do not exist: they would arrive as literal text. */
final class PlaceholderCheck {

    private PlaceholderCheck() {}

    /** @throws UnresolvedPlaceholderException at the first one */
    static void check(Environment environment, Collection<ConfigurationProperty> properties) {
        for (ConfigurationProperty property : properties) {
            if (property.getValue() instanceof CharSequence text
                    && text.toString().contains("${")) {
                try {
                    environment.resolveRequiredPlaceholders(text.toString());
                } catch (PlaceholderResolutionException e) {
                    throw new UnresolvedPlaceholderException(Setting.of(property), e.getPlaceholder(), e);
                }
            }
        }
    }
}
