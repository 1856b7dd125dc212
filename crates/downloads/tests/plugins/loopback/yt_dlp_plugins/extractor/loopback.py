"""Videos of a server on loopback, for the tests: `/watch?v=…` and `/playlist?list=…` as YouTube has them.

What is known of a video stands in `/info/<id>.json`; an object with `error` is a video that is not to be had.
"""

from yt_dlp.extractor.common import InfoExtractor
from yt_dlp.utils import ExtractorError


class LoopbackIE(InfoExtractor):
    IE_NAME = 'loopback'
    _VALID_URL = r'(?P<base>http://127\.0\.0\.1:\d+)/watch\?v=(?P<id>[\w-]{11})'

    def _real_extract(self, url):
        base, video_id = self._match_valid_url(url).group('base', 'id')
        info = self._download_json(f'{base}/info/{video_id}.json', video_id)
        if info.get('error'):
            raise ExtractorError(info['error'], expected=True)
        return {'id': video_id, **info}


class LoopbackPlaylistIE(InfoExtractor):
    IE_NAME = 'loopback:tab'
    _VALID_URL = r'(?P<base>http://127\.0\.0\.1:\d+)/playlist\?list=(?P<id>[\w-]+)'

    def _real_extract(self, url):
        base, list_id = self._match_valid_url(url).group('base', 'id')
        info = self._download_json(f'{base}/lists/{list_id}.json', list_id)
        entries = [self.url_result(f'{base}/watch?v={video["id"]}', LoopbackIE, **{
            'video_id': video['id'], 'video_title': video['title']}) for video in info['videos']]
        return self.playlist_result(entries, list_id, info['title'])
