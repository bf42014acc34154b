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

import io.rota.autoconfigure.ElasticJobProperties.RegCenter;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** What the configuration says. */
final class PropertiesRegistryCenterConnectionDetails implements RegistryCenterConnectionDetails {

    private final RegCenter properties;

    PropertiesRegistryCenterConnectionDetails(RegCenter properties) {
        this.properties = properties;
    }

    @Override
    public String getServerLists() {
        String servers = properties.getServerLists();
        return servers == null ? "" : servers;
    }

    @Override
    public @Nullable String getDigest() {
        return StringUtils.hasText(properties.getDigest()) ? properties.getDigest() : null;
    }
}
