# Runs a server until our input closes, then stops it by its id and removes its folder.
#
# usage: keeper.sh FOLDER SIGNAL PROGRAM [ARGUMENT...]
#
# Whoever started us holds the other end of our input and never writes to it. It closes when they are
# done, and also when they die of anything: an error, Ctrl-C, even SIGKILL. So no server is left behind.
folder=$1
signal=$2
shift 2

exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(
    read -r _ <&3
    kill -s "$signal" "$server"
) &
watcher=$!

trap '' HUP INT TERM # ours is to outlive the others and tidy up
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
rm -rf "$folder"
exit "$status"
