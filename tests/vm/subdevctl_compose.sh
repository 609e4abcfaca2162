#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# What a subdevice is composed of, by the command: resources, versions and params, what types offer, dry runs, manifests.
# shellcheck source=tests/vm/subdevctl_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/subdevctl_lib.sh"

# Parents with other catalogues.
WIDE=platform/subdev_sim.1
NIC=platform/subdev_sim.2
M60=platform/subdev_sim.3

add_catalogues() {
	local n=1 catalogue
	for catalogue in resources nic m60; do
		check "a parent with the catalogue $catalogue" sim_add $n $catalogue
		n=$((n + 1))
	done
}

del_catalogues() {
	local n
	for n in 1 2 3; do
		check "take parent $n away" sh -c "echo $n > $SIM/del_parent"
	done
}

# What a subdevice holds: "NAME=AMOUNT ...", and "@START" behind a range.
amounts() {
	field 'resources | map("\(.name)=\(.amount)" + if .start == null then "" else "@\(.start)" end) | join(" ")' dev show "$1"
}

# Its version and params.
# shellcheck disable=SC2016 # it is jq's variable
values() {
	field 'version as $v | .[0].params | map("\(.name)=\(.value)") | "\($v) " + join(" ")' dev show "$1"
}

# What a parent has left of a resource.
left() {
	field "resources[] | select(.name == \"$2\") | .free" parent show "$1"
}

resources() {
	same "a parent has its resources, each with exact numbers" \
		"channel count 64 64 true 64, memory bytes 17179869184 17179869184 false null, engine count 16 16 false null, port count 48 48 false null, credit count 18446744073709551615 18446744073709551615 false null" \
		"$(subdevctl -j parent show $WIDE | sed 's/18446744073709551615/"&"/g' |
			jq -r '.[0].resources | map("\(.name) \(.unit) \(.capacity) \(.free) \(.contiguous) \(.largest)") | join(", ")')"
	same "in text as people write them" \
		"resources channel=64/64 memory=16G/16G engine=16/16 port=48/48 credit=18446744073709551615/18446744073709551615" \
		"$(below parent show $WIDE)"
	same "with details a table" "RESOURCES UNIT FREE CAPACITY CONTIGUOUS LARGEST" \
		"$(subdevctl -d parent show $WIDE | grep RESOURCES | xargs)"
	same "a type says what of it its subdevices consume" "256M 64M 4G 64M idle idle yes" \
		"$(subdevctl -d type show $WIDE wide | awk '$1 == "memory" { print $3, $4, $5, $6, $7, $8, $9 }')"
	check "create one with its defaults" subdevctl dev create $WIDE wide label plain
	same "it holds these" "channel=4@0 memory=268435456 engine=1 port=2 credit=1000" "$(amounts plain)"
	check "create one with amounts" subdevctl dev create $WIDE wide label large resource memory=1G resource channel=16 resource port=8
	same "it holds those" "channel=16@4 memory=1073741824 engine=1 port=8 credit=1000" "$(amounts large)"
	same "text too" "resources channel=16@4 memory=1G engine=1 port=8 credit=1000" "$(below dev show large)"
	same "its parent has so much left" "44 15837691904" "$(left $WIDE channel) $(left $WIDE memory)"
	same "who holds what" "plain 4@0, large 16@4" \
		"$(subdevctl -j resource show $WIDE channel | jq -r 'map("\(.label) \(.amount)@\(.start)") | join(", ")')"
	same "of one parent all" 10 "$(subdevctl -j resource show $WIDE | jq length)"
	same "of all parents nothing else" 10 "$(subdevctl -j resource show | jq length)"
	same "in text" "$WIDE memory $(field id dev show large) large 1G -" "$(subdevctl resource show $WIDE memory | tail -n 1 | xargs)"
	refused "no such resource" "not found" "resource" subdevctl resource show $WIDE none
}

changes() {
	check "several amounts in one command" subdevctl dev set large resource memory=2G resource channel=8 resource engine=4
	same "all of them" "channel=8@4 memory=2147483648 engine=4 port=8 credit=1000" "$(amounts large)"
	refused "one of two is too much: neither changes" "out of range" memory \
		subdevctl dev set large resource channel=9 resource memory=5G
	refused "what never changes" "busy" port subdevctl dev set large resource port=5
	same "what was asked for is free" 14763950080 "$(left $WIDE memory)"
	check "half of the channels" subdevctl dev create $WIDE wide label half inactive resource channel=32
	refused "no room for one of them" "not enough left" "channel.*20" \
		subdevctl dev create $WIDE wide resource memory=64M resource channel=21
	check "make a hole" subdevctl dev delete plain
	refused "there is room, but not in one run" "not enough left" "channel.*20" \
		subdevctl dev create $WIDE wide resource memory=64M resource channel=21
	same "the largest run is shown" "24 20" \
		"$(field 'resources[] | select(.name == "channel") | "\(.free) \(.largest)"' parent show $WIDE)"
	check "into the hole" subdevctl dev create $WIDE wide label plain
	same "it fits" "channel=4@0 memory=268435456 engine=1 port=2 credit=1000" "$(amounts plain)"
	check "delete" subdevctl dev delete half
	check "label and amount together" subdevctl dev set large label larger resource channel=10
	same "both" "channel=10@4 memory=2147483648 engine=4 port=8 credit=1000" "$(amounts larger)"
}

limits() {
	local create=(subdevctl dev create "$WIDE" wide inactive)
	refused "an amount of 0" "out of range" channel "${create[@]}" resource channel=0
	refused "over the largest" "out of range" channel "${create[@]}" resource channel=33
	refused "under the smallest" "out of range" memory "${create[@]}" resource memory=63M
	refused "off the step" "out of range" port "${create[@]}" resource port=3
	refused "the same twice" "invalid" channel "${create[@]}" resource channel=2 resource channel=2
	refused "a resource of no type" "not found" none "${create[@]}" resource none=2
	refused "a resource of another type" "not found" port subdevctl dev create $WIDE lean resource port=2
	refused "a sum over 2^64" "not enough left" credit sh -c \
		"subdevctl dev create $WIDE wide resource credit=18446744073709551615"
	wrong "a number over 2^64" "is more than 18446744073709551615" "${create[@]}" resource credit=18446744073709551616
	wrong "bytes over 2^64" "is more than 18446744073709551615" "${create[@]}" resource memory=16E
	wrong "an amount below 0" "resource channel: '-1' is not a number" "${create[@]}" resource channel=-1
	wrong "no amount" "resource channel: '' is not a number" "${create[@]}" resource channel=
	wrong "a letter where things are counted" "resource channel: '1K' has a letter" "${create[@]}" resource channel=1K
	wrong "an amount and more" "resource memory: '1Gx' is not a number" "${create[@]}" resource memory=1Gx
	wrong "no name" "resource: '=4' is not NAME=AMOUNT" "${create[@]}" resource =4
	# shellcheck disable=SC2046 # these are words
	refused "10,000 resources" "message too long" . "${create[@]}" $(printf 'resource channel=4 %.0s' {1..10000})
	# shellcheck disable=SC2046 # these are words
	refused "1,000 resources" "invalid" channel "${create[@]}" $(printf 'resource channel=4 %.0s' {1..1000})
}

params() {
	check "the newest version" subdevctl dev create $NIC my-nic label nic0
	same "has its params" "2 rss=true rx-filter-size=64" "$(values nic0)"
	check "another version" subdevctl dev create $NIC my-nic label nic1 version 1
	same "has its params: what is absent is not off" "1 rx-filter-size=64" "$(values nic1)"
	refused "a param that this version does not have" "not found" rss subdevctl dev set nic1 param rss=off
	refused "nor at its creation" "not found" rss subdevctl dev create $NIC my-nic version 1 param rss=off
	check "params over a version" subdevctl dev create $NIC my-nic label nic2 version 2 param rss=no param rx-filter-size=128
	same "are no version" "null rss=false rx-filter-size=128" "$(values nic2)"
	same "in text" "params rss=off rx-filter-size=128" "$(below dev show nic2 | head -n 1)"
	check "set a param" subdevctl dev set nic2 param rss=yes
	same "the other stays" "null rss=true rx-filter-size=128" "$(values nic2)"
	check "set a version" subdevctl dev set nic2 version 1
	same "all params are its own" "1 rx-filter-size=64" "$(values nic2)"
	check "a version and a param" subdevctl dev set nic2 version 2 param rx-filter-size=256
	same "in this order" "null rss=true rx-filter-size=256" "$(values nic2)"
}

params_refused() {
	refused "a param that does not exist" "not found" none subdevctl dev set nic0 param none=1
	refused "out of range" "out of range" rx-filter-size subdevctl dev set nic0 param rx-filter-size=1025
	refused "twice" "invalid" rss subdevctl dev set nic0 param rss=on param rss=on
	refused "a version that does not exist" "not found" 3 subdevctl dev set nic0 version 3
	refused "nor the largest number" "not found" 4294967295 subdevctl dev set nic0 version 4294967295
	refused "one of two: neither changes" "not found" none subdevctl dev set nic0 param rss=off param none=1
	refused "a param and an amount: neither changes" "out of range" queue \
		subdevctl dev set nic0 param rss=off resource queue=5
	refused "a type without a model has no versions" "not supported" . subdevctl dev create $WIDE wide version 1
	refused "and no params" "not supported" . subdevctl dev create $WIDE wide param rss=on
	refused "a choice that does not exist" "invalid" layout subdevctl dev create $WIDE tuned param layout=round
	refused "a string that is too long" "out of range" . \
		subdevctl dev create $WIDE tuned param title="$(printf 'a%.0s' {1..64})"
}

params_wrong() {
	wrong "version 0" "version: '0' is not a number from 1 to 4294967295" subdevctl dev set nic0 version 0
	wrong "version -1" "version: '-1' is not a number" subdevctl dev set nic0 version -1
	wrong "neither on nor off" "param rss: 'maybe' is neither on nor off" subdevctl dev set nic0 param rss=maybe
	wrong "no number" "param rx-filter-size: '64K' is not a number" subdevctl dev set nic0 param rx-filter-size=64K
}

generations() {
	local generation
	generation=$(field generation dev show nic0)
	check "change what has not changed" subdevctl dev set nic0 label nic00 if-generation "$generation"
	generation=$((generation + 1))
	refused "change what has changed" "changed meanwhile" "$generation" subdevctl dev set nic00 label nic0 if-generation 1
	refused "delete what has changed" "changed meanwhile" "$generation" subdevctl dev delete nic00 if-generation 1
	check "change it again" subdevctl dev set nic00 label nic0 if-generation $generation
}

dry_run() {
	local before after answer
	before=$(subdevctl -j -d parent show $NIC) answer=$(subdevctl -j dev create $NIC my-nic resource queue=6 dry-run)
	same "a dry run says what it would be" "null null 2 queue=6 bandwidth=1000000000" \
		"$(jq -r '.[0] | "\(.id) \(.uuid) \(.version) \(.resources | map("\(.name)=\(.amount)") | join(" "))"' <<< "$answer")"
	same "and what would remain" "$(($(left $NIC queue) - 6)) $(($(left $NIC bandwidth) - 1000000000))" \
		"$(jq -r '.[0].parent_resources | map(.free) | join(" ")' <<< "$answer")"
	after=$(subdevctl -j -d parent show $NIC)
	same "and does nothing" "$before" "$after"
	check "in text" grep -q "^    parent-resources queue=" <(subdevctl dev create $NIC my-nic dry-run)
	refused "what would fail fails" "out of range" queue subdevctl dev create $NIC my-nic resource queue=3 dry-run
	status 0 "one that would fit" subdevctl dev create $WIDE wide dry-run resource channel=32
	check "says where" grep -q "resources channel=32@" "$WORK/out"
}

filters() {
	same "the table of the M60: so many can be had of each" "16 16 8 8 4 4 2 1" \
		"$(subdevctl -j type show $M60 | jq -r 'map(.available) | join(" ")')"
	same "types by class and attribute" "M60-4Q M60-8Q M60-2Q" \
		"$(subdevctl -j type show class display min heads 4 |
			jq -r 'sort_by(.attributes.framebuffer == 2147483648) | map(.name) | join(" ")')"
	same "by sizes" "M60-4Q" "$(subdevctl -j type show $M60 min framebuffer 4G max framebuffer 4G | jq -r 'map(.name) | join(" ")')"
	same "by rates" "long-nic" "$(subdevctl -j type show class net min speed 40G | jq -r 'map(.name) | join(" ")')"
	same "by attribute alone" "tuned my-nic long-nic" "$(subdevctl -j type show min queues 1 | jq -r 'map(.name) | join(" ")')"
	same "one type that is not within" "[]" "$(subdevctl -j type show $M60 M60-0B min heads 3)"
	same "in text" "attributes heads=4 max-width=3840 max-height=2160 frame-rate-limit=60 framebuffer=8G" \
		"$(below type show $M60 M60-8Q | head -n 1)"
	wrong "no such class" "'none' is not a class" subdevctl type show class none
	wrong "no such attribute" "no class has the attribute 'none'" subdevctl type show min none 1
	wrong "an attribute of another class" "class serial has no attribute 'heads'" subdevctl type show class serial min heads 1
	wrong "no number" "min: 'many' is not a number" subdevctl type show min heads many
	check "a mix of types" subdevctl dev create $M60 M60-4Q label gpu
	same "depletes the others" "8 8 4 4 2 2 1 0" "$(subdevctl -j type show $M60 | jq -r 'map(.available) | join(" ")')"
	check "delete it" subdevctl dev delete gpu
}

models() {
	local start
	same "the versions of a model" '1:rx-filter-size=64 2:rss=true,rx-filter-size=64' \
		"$(subdevctl -j model show $NIC my-nic |
			jq -r 'map("\(.version):" + (.params | map("\(.name)=\(.value)") | sort | join(","))) | join(" ")')"
	same "its params" "rss bool true idle 2 null null null, rx-filter-size uint 64 idle 1 null 16 1024" \
		"$(subdevctl -j param show $NIC my-nic |
			jq -r 'map("\(.name) \(.kind) \(.default) \(.change) \(.since) \(.until) \(.min) \(.max)") | sort | join(", ")')"
	same "choices" "linear tiled" \
		"$(subdevctl -j param show $WIDE tuned | jq -r '.[] | select(.name == "layout") | .choices | join(" ")')"
	start=$SECONDS
	same "500 versions, none lost" "500 1 500 8000" \
		"$(subdevctl -j model show $NIC long-nic |
			jq -r '"\(length) \(.[0].version) \(.[-1].version) \(.[-1].params[] | select(.name == "ring-size") | .value)"')"
	same "in text" 500 "$(subdevctl model show $NIC long-nic | grep -c '^    params ')"
	check "and not slow" [ $((SECONDS - start)) -lt 20 ]
	same "a type without a model has none" "[] []" "$(subdevctl -j model show $WIDE wide) $(subdevctl -j param show $WIDE wide)"
	refused "no such type" "not found" "no such type" subdevctl model show $WIDE none
}

# manifest FILTER: the manifest of nic0, changed.
manifest() {
	subdevctl manifest show nic0 | jq "$1"
}

# verdict FIELD... : of the last check, from JSON.
verdict() {
	jq -r ".[0] | $1" "$WORK/out"
}

manifests() {
	subdevctl dev set nic0 version 2 > /dev/null
	manifest . > "$WORK/nic0.json"
	same "a manifest" '{"model":"subdev:sim:my-nic","params":{"rss":true,"rx-filter-size":64},"resources":{"bandwidth":1000000000,"queue":4},"subdev_manifest":1,"version":2}' \
		"$(jq -cS . "$WORK/nic0.json")"
	same "whatever the options say" "$(subdevctl manifest show nic0)" "$(subdevctl -j manifest show nic0)"
	same "those of a type, by version" "1 2" "$(subdevctl manifest show $NIC my-nic | jq -r 'map(.version) | join(" ")')"
	same "all of them" 500 "$(subdevctl manifest show $NIC long-nic | jq length)"
}

manifests_fit() {
	status 0 "a subdevice takes its own state" subdevctl -j manifest check "$WORK/nic0.json" nic0
	same "and says what this holds for" "true state 0 null []" \
		"$(verdict '"\(.compatible) \(.purpose) \(.errno) \(.error) \(.reasons)"')"
	status 0 "an equal one could be created" subdevctl -j manifest check "$WORK/nic0.json" $NIC my-nic
	same "that holds for creating" create "$(verdict .purpose)"
	status 0 "from standard input" sh -c "subdevctl manifest check - nic0 < $WORK/nic0.json"
}

manifests_misfit() {
	status 1 "another version does not take it" subdevctl -j manifest check "$WORK/nic0.json" nic1
	same "and says why" "false EINVAL true" \
		"$(verdict '"\(.compatible) \(.error) \(.reasons | any(.subject == "param" and .name == "rss"))"')"
	status 1 "in text" subdevctl manifest check "$WORK/nic0.json" nic1
	check "the verdict" grep -q "^no *state *22 EINVAL" "$WORK/out"
	check "each reason" grep -q "^    param *rss" "$WORK/out"
	status 1 "the other way round" sh -c "subdevctl manifest show nic1 | subdevctl -j manifest check - nic0"
	same "neither" EINVAL "$(verdict .error)"
	status 1 "a type without a model takes nothing" subdevctl -j manifest check "$WORK/nic0.json" $WIDE wide
	same "nothing at all" ENODEV "$(verdict .error)"
}

# A manifest of what has no model, one of which three parts do not fit, and one of another model.
manifests_other() {
	manifest 'del(.model, .version, .params)' > "$WORK/none.json"
	status 1 "nothing takes what has no model" subdevctl -j manifest check "$WORK/none.json" nic0
	same "at all" ENODEV "$(verdict .error)"
	manifest '.params["rx-filter-size"] = 5000 | .params.none = "a" | .resources.queue = 99 | del(.version)' > "$WORK/bad.json"
	status 1 "what does not fit in three ways" subdevctl -j manifest check "$WORK/bad.json" $NIC my-nic
	same "has each of the three" "none queue rx-filter-size" "$(verdict '.reasons | map(.name) | sort | join(" ")')"
	subdevctl manifest show $WIDE tuned | jq '.[0]' > "$WORK/tuned.json"
	status 1 "of another model" subdevctl -j manifest check "$WORK/tuned.json" nic0
	same "the model is a reason" true "$(verdict '.reasons | any(.subject == "model")')"
}

manifests_create() {
	refused "no manifest of what has no model" "no such device" model subdevctl manifest show plain
	check "create an equal one" subdevctl dev create $NIC my-nic manifest "$WORK/nic0.json" label equal
	same "it is equal" "$(values nic0) $(amounts nic0)" "$(values equal) $(amounts equal)"
	same "so is its manifest" "$(jq -cS . "$WORK/nic0.json")" "$(subdevctl manifest show equal | jq -cS .)"
	refused "not with anything else" "invalid" . subdevctl dev create $NIC my-nic manifest "$WORK/nic0.json" version 2
	refused "what does not fit" "invalid" . subdevctl dev create $NIC my-nic manifest "$WORK/bad.json"
	refused "of what has no model" "no such device" . subdevctl dev create $WIDE wide manifest "$WORK/nic0.json"
}

negotiations() {
	local words
	subdevctl manifest show $NIC my-nic > "$WORK/list.json"
	status 0 "the best of what a source can be" subdevctl manifest negotiate "$WORK/list.json" $NIC my-nic
	words=$(cat "$WORK/out")
	same "as arguments" "version 2 param rss=on param rx-filter-size=64 resource queue=4 resource bandwidth=1000000000" "$words"
	# shellcheck disable=SC2086 # these are words
	check "which create takes" subdevctl dev create $NIC my-nic label best $words
	same "what it creates has the manifest" "$(jq -cS '.[1]' "$WORK/list.json")" "$(subdevctl manifest show best | jq -cS .)"
	status 0 "in JSON" subdevctl -j manifest negotiate "$WORK/list.json" $NIC my-nic
	same "the same" "true 1 2 true" "$(verdict '"\(.compatible) \(.chosen) \(.version) \(.params | any(.name == "rss" and .value))"')"
	jq '.[1].resources.queue = 99' "$WORK/list.json" > "$WORK/older.json"
	status 0 "only the older one fits" subdevctl manifest negotiate "$WORK/older.json" $NIC my-nic
	check "so that is it" grep -q "^version 1 param rx-filter-size=64 " "$WORK/out"
	jq '[.[0] | .params["rx-filter-size"] = 99 | del(.version)]' "$WORK/list.json" > "$WORK/own.json"
	status 0 "one that is no version" subdevctl manifest negotiate "$WORK/own.json" $NIC my-nic
	check "begins with the version that has its params" grep -q "^version 1 param rx-filter-size=99 " "$WORK/out"
	status 1 "none fits" subdevctl -j manifest negotiate "$WORK/list.json" $WIDE tuned
	same "why the last does not" "false EINVAL null" "$(verdict '"\(.compatible) \(.error) \(.chosen)"')"
	subdevctl manifest show $NIC long-nic | jq -c . > "$WORK/500.json"
	check "of 500" grep -q "^version 500 " <(subdevctl manifest negotiate "$WORK/500.json" $NIC long-nic)
}

# bad NAME ERE < TEXT: it is no manifest.
bad() {
	cat > "$WORK/bad.json"
	status 1 "$1" subdevctl manifest check "$WORK/bad.json" nic0
	check "$1: it says so" grep -qE -- "^subdevctl: manifest check: $2" "$WORK/err"
}

bad_manifests() {
	bad "an empty file" "invalid: " < /dev/null
	bad "a truncated manifest" "invalid: line [0-9]+: " < <(manifest . | head -c 60)
	bad "in another encoding" "invalid: line 1: " < <(manifest . | iconv -t UTF-16)
	bad "10 MB" "message too long: " < <(head -c 10000000 /dev/zero | tr '\0' a)
	bad "a deep one" "invalid: line 1: " < <(head -c 100000 /dev/zero | tr '\0' '[')
	bad "a number over 2^64" "out of range: line [0-9]+: " \
		< <(manifest . | sed 's/"queue": 4/"queue": 18446744073709551616/')
	bad "a number below 0" "out of range: resources.queue: " \
		< <(manifest . | sed 's/"queue": 4/"queue": -4/')
	bad "an unknown member" "invalid: none: " < <(manifest '.none = 1')
	bad "version 0" "(invalid|out of range): " < <(manifest '.version = 0')
	status 1 "no file" subdevctl manifest check "$WORK/nothing.json" nic0
	same "it says so" "subdevctl: $WORK/nothing.json: No such file or directory" "$(cat "$WORK/err")"
	status 1 "a folder" subdevctl manifest check "$WORK" nic0
}

completion() {
	same "resources of a type" "queue= bandwidth=" "$(subdevctl complete dev create $NIC my-nic resource '' | xargs)"
	same "of the type of a subdevice" "queue= bandwidth=" "$(subdevctl complete dev set nic0 resource '' | xargs)"
	same "its params" "rss= rx-filter-size=" "$(subdevctl complete dev set nic0 param '' | sort | xargs)"
	same "their values" "layout=linear layout=tiled" "$(subdevctl complete dev create $WIDE tuned param layout= | xargs)"
	same "its versions" "1 2" "$(subdevctl complete dev create $NIC my-nic version '' | xargs)"
	same "resources of a parent" "framebuffer" "$(subdevctl complete resource show $M60 '' | xargs)"
	same "files" "$WORK/nic0.json" "$(subdevctl complete dev create $NIC my-nic manifest "$WORK/nic")"
}

begin
add_catalogues
resources
changes
limits
params
params_refused
params_wrong
generations
dry_run
filters
models
manifests
manifests_fit
manifests_misfit
manifests_other
manifests_create
negotiations
bad_manifests
completion
del_catalogues
end
